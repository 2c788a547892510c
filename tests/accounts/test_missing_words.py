"""What a form says about an empty field: a sentence one can read, whatever the label is."""

import pytest
from django import forms

from accounts.forms.plain import say_what_is_missing
from governance.forms import bridges, facts, keeping, moves, options, people, rights

FORMS = [
    form
    for module in (bridges, facts, keeping, moves, options, people, rights)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.base_fields
]
# What labels begin or end with that does not read on after “Enter the”.
AWKWARD = (
    *("the .", "the we ", "the your ", "the why", "the what", "the who", "the two rows"),
    *("as of.", "from.", "until.", " on.", " by.", " when.", " per.", "required", "kpi"),
)


class Sheet(forms.Form):
    domain = forms.CharField()
    answer = forms.ChoiceField(label="Your answer", choices=())
    why = forms.CharField(label="Why")
    kpi = forms.CharField(label="KPI")
    own = forms.CharField(label="As of", error_messages={"required": "Say when."})


def test_says_it_by_the_label_and_keeps_words_of_its_own() -> None:
    sheet = Sheet({})
    say_what_is_missing(sheet)

    assert {name: found[0] for name, found in sheet.errors.items()} == {
        "domain": "Enter the domain.",
        "answer": "Choose your answer.",
        "why": "Enter why, in a sentence.",
        "kpi": "Enter the KPI.",
        "own": "Say when.",
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_asks_in_a_sentence(form: type[forms.Form]) -> None:
    class Bare(forms.Form):
        pass

    Bare.base_fields = form.base_fields
    sheet = Bare()
    say_what_is_missing(sheet)

    for field in sheet.fields.values():
        text = str(field.error_messages["required"])
        if field.required:
            assert not [part for part in AWKWARD if part in text], text
