"""Slack's rules for payloads, written down as data: what each block, element and surface may hold.

`schema` is the language, `walk` carries what one check learns; `composition`, `elements`, `richtext`, `blocks`,
`tables` and `charts` describe Block Kit; `surfaces` puts them together into messages and views.
"""
