/* SPDX-License-Identifier: MIT */
/* The style and the script of HTML pages, as page.css and page.js were when this was built.
 */
#ifndef ASSAY_REPORT_PAGE_H
#define ASSAY_REPORT_PAGE_H

extern const char page_style[], page_script[];

/* SHA-256 of the script in base64, for a content security policy (CSP Level 3, section 2.3.1). */
extern const char page_script_hash[];

#endif
