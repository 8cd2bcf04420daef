// What a submission prints and names, in every format that a report has: no control character, and JSON that is JSON.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/report/formats.h"
#include "harness/report/html_report.h"
#include "harness/report/markdown.h"
#include "tests/unit/report_samples.h"

namespace {

bool is_harmless(char c) {
  return c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ipclab;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Report report = sample_report();
  report.submission_path = text;
  report.trouble = text;
  report.build.output = text;
  for (Finding& finding : report.findings) {
    finding.message = finding.reason = finding.process = finding.location.file = text;
    for (Evidence& evidence : finding.evidence) evidence.call = text;
  }
  for (ScenarioReport& scenario : report.scenarios) scenario.outputs.push_back({"role", "stdout", text, false});
  const std::string json[] = {to_json(report), to_sarif(report, "1"), to_gitlab(report), to_gradescope(report),
                              to_prairielearn(report)};
  const std::string others[] = {to_text(report, {}), to_junit(report),    to_github(report, "token"),
                                to_autolab(report),  to_markdown(report), to_html(report)};
  for (const std::string& one : json) {
    if (!nlohmann::json::accept(one) || !std::all_of(one.begin(), one.end(), is_harmless)) std::abort();
  }
  for (const std::string& one : others) {
    if (!std::all_of(one.begin(), one.end(), is_harmless)) std::abort();
  }
  return 0;
}
