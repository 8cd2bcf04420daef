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

int doctor() {
  const sandbox::Surroundings here = sandbox::surroundings();
  const sandbox::Examination found = sandbox::examine();
  std::string parts;
  bool all = true;
  for (const sandbox::MechanismState& state : found.mechanisms) {
    all = all && state.enforced;
    add_line(&parts, state.enforced, state.name, state.reason, sandbox::remedies_for(state.name, here));
  }
  if (!found.works) {
    const std::string missing = sandbox::mechanism_of(found.trouble);
    add_line(&parts, false, missing, found.trouble, sandbox::remedies_for(missing, here));
  }
  const bool compiler = access("/usr/bin/gcc", X_OK) == 0;
  add_line(&parts, compiler, "compiler", "/usr/bin/gcc is not there", {"apt-get install gcc libc6-dev make"});

  const std::string level = !found.works
                                ? "This machine can't run strangers' programs safely: ipclab judges nothing here."
                            : all ? "Isolation level full: everything is in force."
                                  : "Isolation level full. What is missing below is limited less strictly.";
  write_output("-", level + "\n\n" + parts);
  return found.works && compiler ? kHolds : kCouldNotJudge;
}

}  // namespace

void add_doctor(CLI::App& app, Action* action) {
  CLI::App* command = app.add_subcommand("doctor", "What this machine can enforce, and how to get the rest");
  command->callback([action] { *action = doctor; });
}

}  // namespace ipclab::cli
