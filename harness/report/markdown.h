// A report as Markdown: for feedback, and for the summary of a CI job.
#pragma once

#include <string>
#include <string_view>

#include "harness/report/report.h"

namespace ipclab {

/// Shows all that the report has: for students it is made without_hidden().
std::string to_markdown(const Report&);

/// Any bytes as Markdown that says nothing but these characters, on one line.
std::string markdown_text(std::string_view bytes);

}  // namespace ipclab
