"""`serment prove leaks`: no page tells a third party anything, as a real browser behind a recording proxy shows.

In 2021 two cookies carried patients' searches to advertisers, after people had tapped “Allow”. So nothing here relies
on a banner, nor on a header: everything is visited twice, the second time without any Content-Security-Policy.
"""
