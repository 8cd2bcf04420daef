// ipclab doctor
#include "sandbox/doctor.h"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/cli/commands.h"

namespace ipclab::cli {
namespace {

void add_line(std::string* text, bool there, const std::string& name, const std::string& reason,
              const std::vector<std::string>& remedies) {
  *text += fmt::format("  {} {}\n", there ? "✓" : "✗", name);
  if (there) return;
  if (!reason.empty()) *text += fmt::format("      {}\n", visible(reason));
  for (const std::string& remedy : remedies) *text += fmt::format("      → {}\n", remedy);
}

std::string level_text(const sandbox::Examination& found, bool all) {
  if (!found.works) return "This machine can't run anybody's programs: ipclab judges nothing here.";
  if (found.level == sandbox::Level::Degraded)
    return "Isolation level degraded: good enough for programs of your own. Strangers' are refused (batch).";
  return all ? "Isolation level full: everything is in force."
             : "Isolation level full. What is missing below is limited less strictly.";
}

int doctor() {
  const sandbox::Surroundings here = sandbox::surroundings();
  const sandbox::Examination found = sandbox::examine();
  std::string parts;
  bool all = true;
  // Namespaces are refused together: what allows the first allows all.
  const std::string missing = found.trouble.empty() ? "" : sandbox::mechanism_of(found.trouble);
  if (!missing.empty()) add_line(&parts, false, missing, found.trouble, sandbox::remedies_for(missing, here));
  for (const sandbox::MechanismState& state : found.mechanisms) {
    all = all && state.enforced;
    const bool told = !state.enforced && !missing.empty() && state.name.ends_with("namespace");
    if (!told) add_line(&parts, state.enforced, state.name, state.reason, sandbox::remedies_for(state.name, here));
  }
  const bool compiler = access("/usr/bin/gcc", X_OK) == 0;
  add_line(&parts, compiler, "compiler", "/usr/bin/gcc is not there", {"apt-get install gcc libc6-dev make"});
  write_output("-", level_text(found, all) + "\n\n" + parts);
  if (!found.works || !compiler) return kCouldNotJudge;
  return found.level == sandbox::Level::Full ? kHolds : kFallsShort;
}

}  // namespace

void add_doctor(CLI::App& app, Action* action) {
  CLI::App* command = app.add_subcommand("doctor", "What this machine can enforce, and how to get the rest");
  command->callback([action] { *action = doctor; });
}

}  // namespace ipclab::cli
