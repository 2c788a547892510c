"""Replies to mails: an answer typed in a mail program becomes a comment on the item."""
