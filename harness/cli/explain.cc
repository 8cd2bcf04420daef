// ipclab explain FINDING-ID
#include "harness/report/explain.h"

#include <fmt/format.h>

#include "harness/checks/finding.h"
#include "harness/cli/commands.h"

namespace ipclab::cli {
namespace {

int explain(const std::string& id) {
  if (const FindingInfo* info = finding_info(id)) {
    write_output("-", explain_text(*info, style_for(1)));
    return kHolds;
  }
  std::string near;
  for (const FindingInfo& info : finding_catalog()) {
    if (info.id.find(id) != std::string_view::npos) near += fmt::format(" {}", info.id);
  }
  throw UsageError(near.empty() ? fmt::format("there is no finding {}; `ipclab explain` without an id lists all", id)
                                : fmt::format("there is no finding {}; did you mean:{}", id, near));
}

int list() {
  std::string text;
  for (const FindingInfo& info : finding_catalog()) text += fmt::format("{:26} {}\n", info.id, info.title);
  write_output("-", text);
  return kHolds;
}

}  // namespace

void add_explain(CLI::App& app, Action* action) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("explain", "What a finding means, why it matters, how to look for it");
  command->add_option("FINDING-ID", *id, "Such as pipe.end-left-open; without it: the list");
  command->callback([id, action] { *action = [id] { return id->empty() ? list() : explain(*id); }; });
}

}  // namespace ipclab::cli
