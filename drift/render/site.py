"""A static site as files: each page complete by itself, links between them relative."""

from collections.abc import Mapping

from drift.render.html import composed
from drift.report.site import Page, PageType, Site


def site_files(site: Site) -> Mapping[str, str]:
    """Name → content, the index last."""
    return {page.file: _rendered(page, site) for page in site.pages}


def _rendered(page: Page, site: Site) -> str:
    match page.type:
        case PageType.WHOLE:
            return composed("judged.html", page.report, scripted=True, page=page)
        case PageType.INDEX:
            return composed(
                "site/index.html", page.report, scripted=False, page=page, site=site, pages=site.cells, anchors=()
            )
        case PageType.SERVICE | PageType.ENVIRONMENT:
            return composed("site/place.html", page.report, scripted=False, page=page, site=site)
        case kind:
            return composed(f"site/{kind}.html", page.report, scripted=False, page=page, site=site)
