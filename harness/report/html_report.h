// A report as HTML.
#pragma once

#include <string>

#include "harness/report/html.h"
#include "harness/report/report.h"

namespace ipclab {

/// Score, scenarios, findings with source lines and evidence, processes: what stands between a page's <body> tags,
/// under a heading of the second level. Holds nothing that differs from run to run, such as times. Shows all that the
/// report has: for students it is made without_hidden().
html::Html html_of(const Report&);

/// A page of its own.
std::string to_html(const Report&);

}  // namespace ipclab
