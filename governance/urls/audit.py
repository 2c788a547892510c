"""Pages of the history: the ledger, the past, and what was taken out of it."""

from django.urls import path

from governance.views import as_of, audit, bundles, erasure

urlpatterns = [
    path("audit/", audit.audit, name="audit"),
    path("audit/entries.csv", audit.export, name="audit_csv"),
    path("audit/as-of/", as_of.choose, name="as_of_choose"),
    path("audit/as-of/<str:moment>/", as_of.register, name="as_of"),
    path("audit/as-of/<str:moment>/c/<str:code>/", as_of.item, name="as_of_item"),
    path("audit/erasure/", erasure.erasure, name="erasure"),
    path("audit/erasure/of/<str:chain>/", erasure.chain, name="erasure_chain"),
    path("audit/erasure/address/", erasure.by_address, name="erasure_address"),
    path("audit/erasure/addresses/<str:code>/", erasure.addresses, name="erasure_addresses"),
    path("audit/erasure/words/<str:table>/<int:key>/<str:column>/", erasure.words, name="redact"),
    path("audit/erasure/people/<int:pk>/", erasure.person, name="pseudonymise"),
    path("c/<str:code>/bundle.zip", bundles.bundle, name="bundle"),
]
