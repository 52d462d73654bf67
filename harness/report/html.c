/* SPDX-License-Identifier: MIT */
/* The frame of the page and the order of its parts.
 */
#include "report/html.h"

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/page.h"

static void put_title(FILE *out, const struct run_result *r)
{
    fprintf(out, "<title>%s: ", run_verdict_shout(r->verdict));
    html_attribute(out, r->candidate);
    fputs("</title>\n", out);
}

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

static void put_navigation(FILE *out)
{
    fputs("<nav aria-label=\"Parts of this report\"><a href=\"#verdict\">Verdict</a> "
          "<a href=\"#requirements\">Requirements</a> <a href=\"#scenarios\">Scenarios</a> "
          "<a href=\"#details\">Details</a></nav>\n",
          out);
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
    fputs("<body>\n<a class=\"skip\" href=\"#verdict\">To the verdict</a>\n", out);
    put_navigation(out);
    fputs("<main>\n", out);
    html_put_banner(out, r);
    html_put_subject(out, r);
    html_put_failures(out, r);
    html_put_requirements(out, r);
    html_put_overview(out, r);
    put_waivers(out, r);
    html_put_scenarios(out, r);
    fprintf(out,
            "</main>\n<footer>assay %s; all figures are from run.json, beside this page</footer>\n",
            r->version);
}

static void put_page(FILE *out, const struct run_result *r, void (*assets)(FILE *))
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n",
          out);
    put_title(out, r);
    assets(out);
    fputs("</head>\n", out);
    put_body(out, r);
}

void html_write(FILE *out, const struct run_result *r)
{
    put_page(out, r, put_inline);
    fprintf(out, "<script>%s</script>\n</body>\n</html>\n", page_script);
}

void html_write_separate(FILE *out, const struct run_result *r)
{
    put_page(out, r, put_beside);
    fputs("</body>\n</html>\n", out);
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
