// A report in any format by its name.
#include "harness/report/formats.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "harness/cli/commands.h"
#include "harness/report/html_report.h"
#include "harness/report/markdown.h"
#include "harness/report/redact.h"

namespace ipclab::cli {
namespace {

/// What GitHub switches its commands on again with: a submission that could guess it could command.
std::string unguessable() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the system gives no random bytes");
  }
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

}  // namespace

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> kFormats = {"text",       "json",    "html",        "markdown",
                                                    "junit",      "sarif",   "github",      "gitlab",
                                                    "gradescope", "autolab", "prairielearn"};
  return kFormats;
}

std::string formatted(const Report& report, const std::string& format, const TextStyle& style, bool without_hidden) {
  if (format == "json") return to_json(without_hidden ? ipclab::without_hidden(report) : report);
  if (format == "html") return to_html(ipclab::without_hidden(report));
  if (format == "markdown") return to_markdown(ipclab::without_hidden(report));
  if (format == "junit") return to_junit(report);
  if (format == "sarif") return to_sarif(report, IPCLAB_VERSION);
  if (format == "github") return to_github(report, unguessable());
  if (format == "gitlab") return to_gitlab(report);
  if (format == "gradescope") return to_gradescope(report);
  if (format == "autolab") return to_autolab(report);
  if (format == "prairielearn") return to_prairielearn(report);
  return to_text(report, style);
}

}  // namespace ipclab::cli
