/* SPDX-License-Identifier: MIT */
/* The frame of the page and the order of its parts.
 */
#include "report/html.h"

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/page.h"

/* Whatever would come from elsewhere, or run, is refused; our script is known by its hash. */
static void put_inline(FILE *out)
{
    fprintf(out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; "
            "form-action 'none'\">\n<style>\n%s</style>\n",
            page_script_hash, page_style);
}

static void put_beside(FILE *out)
{
    fputs("<link rel=\"stylesheet\" href=\"report.css\">\n"
          "<script src=\"report.js\" defer></script>\n",
          out);
}

/* Only to parts that are there. */
static void put_navigation(FILE *out, const struct run_result *r)
{
    fputs("<nav aria-label=\"Parts of this report\"><a href=\"#verdict\">Verdict</a>", out);
    if (html_has_failures(r))
        fputs(" <a href=\"#failures\">Failures</a>", out);
    if (r->requirement_count)
        fputs(" <a href=\"#requirements\">Requirements</a>", out);
    fputs(" <a href=\"#scenarios\">Scenarios</a>", out);
    if (r->scenario_count)
        fputs(" <a href=\"#details\">Details</a>", out);
    fputs("</nav>\n", out);
}

static void put_waivers(FILE *out, const struct run_result *r)
{
    if (r->waiver_count == 0)
        return;
    fputs("<section aria-labelledby=\"waived\"><h2 id=\"waived\">Waived in writing</h2>\n<ul>\n",
          out);
    for (size_t i = 0; i < r->waiver_count; i++) {
        fputs("<li>", out);
        html_text(out, r->waivers[i]);
        fputs("</li>\n", out);
    }
    fputs("</ul></section>\n", out);
}

static void put_body(FILE *out, const struct run_result *r)
{
    put_navigation(out, r);
    fputs("<main>\n", out);
    html_put_banner(out, r);
    html_put_failures(out, r);
    html_put_subject(out, r);
    html_put_requirements(out, r);
    html_put_overview(out, r);
    put_waivers(out, r);
    html_put_scenarios(out, r);
    fprintf(out,
            "</main>\n<footer>assay %s; all figures are from run.json, beside this page</footer>\n",
            r->version);
}

void html_begin(FILE *out, enum html_assets assets, const char *verdict, const char *name)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    html_attribute(out, verdict);
    fputs(": ", out);
    html_attribute(out, name);
    fputs("</title>\n", out);
    if (assets == HTML_INLINE)
        put_inline(out);
    else
        put_beside(out);
    fputs("</head>\n<body>\n<a class=\"skip\" href=\"#verdict\">To the verdict</a>\n", out);
}

void html_end(FILE *out, enum html_assets assets)
{
    if (assets == HTML_INLINE)
        fprintf(out, "<script>%s</script>\n", page_script);
    fputs("</body>\n</html>\n", out);
}

static void put_page(FILE *out, const struct run_result *r, enum html_assets assets)
{
    html_begin(out, assets, run_verdict_shout(r->verdict), r->candidate);
    put_body(out, r);
    html_end(out, assets);
}

void html_write(FILE *out, const struct run_result *r)
{
    put_page(out, r, HTML_INLINE);
}

void html_write_separate(FILE *out, const struct run_result *r)
{
    put_page(out, r, HTML_BESIDE);
}

void html_write_style(FILE *out, const struct run_result *r)
{
    (void)r;
    fputs(page_style, out);
}

void html_write_script(FILE *out, const struct run_result *r)
{
    (void)r;
    fputs(page_script, out);
}
