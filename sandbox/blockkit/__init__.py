"""Slack's rules for payloads, written down as data: what each block, element and surface may hold.

`schema` is the language and the walk that reads it. `composition`, `interactive`, `selects`, `elements`, `richtext`,
`tables` and `blocks` describe Block Kit in it; `surfaces` puts blocks together into messages, attachments and views.
"""
