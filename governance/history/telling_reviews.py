"""What the verbs of reviews read like in a timeline: the words after the person's name."""

REVIEWS = {
    "add_body": "named a body that reviews",
    "change_body": "changed a body that reviews",
    "schedule_review": "scheduled a review",
    "open_review": "announced the review",
    "move_review": "moved the review",
    "cancel_review": "called the review off",
    "publish_pre_read": "published the pre-read",
    "start_review": "began the review",
    "close_review": "closed the review",
    "keep_pack": "kept the final pack",
    "pin_item": "pinned it to the agenda",
    "unpin_item": "took its pin off the agenda",
    "move_item": "moved it on the agenda",
    "defer_item": "put it off to a later review",
    "take_attendance": "took the attendance",
    "park": "parked a point",
    "advise": "put the meeting's recommendation on record",
    "add_addendum": "added to the minutes",
}
