#include "sandbox/doctor.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "sandbox/check.h"
#include "sandbox/fd.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

constexpr char kField = '\x1f', kLine = '\n';

/// The sequence of a `check`: the compiler's kind of run, then a traced one with a network.
std::string try_everything() {
  Sandbox sandbox;
  Command command;
  command.argv = {"/bin/true"};
  command.env = {"PATH=/usr/bin:/bin"};
  const CommandResult compiled = sandbox.command(command);
  if (!compiled.status.exited() || compiled.status.code() != 0) fail(ECHILD, "cage: running /bin/true");
  Run run = sandbox.begin({});
  ProgramStart start;
  start.role = "true";
  start.path = "/bin/true";
  start.argv = {"true"};
  start.env = command.env;
  if (run.until_ends(run.start(start)) != Reached::Yes) fail(ECHILD, "tracer: running /bin/true");
  run.finish();
  std::string told = std::string(to_string(sandbox.level())) + kField + sandbox.why_not_full() + kLine;
  for (const MechanismState& state : sandbox.mechanisms()) {
    told += state.name + kField + (state.enforced ? "1" : "0") + kField + state.reason + kLine;
  }
  return told;
}

/// Never returns to the caller's code: this process has one Sandbox already, or will have.
[[noreturn]] void tell_by(int fd) {
  std::string told;
  try {
    told = try_everything();
  } catch (const std::exception& trouble) {
    told = std::string(1, kField) + trouble.what();
  }
  [[maybe_unused]] const ssize_t n = write(fd, told.data(), told.size());
  _exit(0);
}

std::string setting(const char* path) {
  std::string value = read_proc(path);
  while (!value.empty() && value.back() == '\n') value.pop_back();
  return value;
}

}  // namespace

Surroundings surroundings() {
  Surroundings here;
  std::error_code none;
  if (std::filesystem::exists("/.dockerenv", none)) here.container = Surroundings::Container::Docker;
  if (std::filesystem::exists("/run/.containerenv", none)) here.container = Surroundings::Container::Podman;
  here.root = geteuid() == 0;
  here.github_actions = std::getenv("GITHUB_ACTIONS") != nullptr;
  here.systemd = std::filesystem::exists("/run/systemd/system", none);
  here.apparmor_userns = setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  here.unprivileged_userns = setting("/proc/sys/kernel/unprivileged_userns_clone");
  here.most_userns = setting("/proc/sys/user/max_user_namespaces");
  return here;
}

Examination examine() {
  Pipe pipe = make_pipe();
  const pid_t child = check(fork(), "fork");
  if (child == 0) tell_by(pipe.write.get());
  pipe.write.reset();
  std::string told;
  char block[4096];
  for (ssize_t n = 0; (n = read(pipe.read.get(), block, sizeof block)) > 0;)
    told.append(block, static_cast<std::size_t>(n));
  int raw = 0;
  check(waitpid(child, &raw, 0), "waitpid");

  Examination found;
  if (told.empty() || told[0] == kField) {
    found.trouble = told.empty() ? "the attempt ended without a word" : told.substr(1);
    return found;
  }
  found.works = true;
  std::istringstream lines(told);
  std::string level;
  std::getline(lines, level, kField);
  std::getline(lines, found.trouble, kLine);
  if (level != to_string(Level::Full)) found.level = Level::Degraded;
  for (std::string line; std::getline(lines, line, kLine);) {
    std::istringstream fields(line);
    MechanismState state;
    std::string enforced;
    std::getline(fields, state.name, kField);
    std::getline(fields, enforced, kField);
    std::getline(fields, state.reason, kField);
    state.enforced = enforced == "1";
    found.mechanisms.push_back(std::move(state));
  }
  return found;
}

std::string mechanism_of(const std::string& trouble) {
  struct Step {
    const char* words;
    const char* mechanism;
  };
  // In the order of the set-up; the first that fits.
  static constexpr Step kSteps[] = {
      {"starting ", "helper program"},
      {"Landlock", "Landlock"},
      {"a user namespace", "user namespace"},
      {"id maps", "user namespace"},
      {"id_map", "user namespace"},
      {"setgroups", "user namespace"},
      {"the group inside", "user namespace"},
      {"the user inside", "user namespace"},
      {"further user namespaces", "settings of namespaces"},
      {"mounting /proc", "proc file system"},
      {"namespaces of a run", "pid namespace"},
      {"mount", "mount namespace"},
      {"binding", "mount namespace"},
      {"root", "mount namespace"},
      {"loopback", "network namespace"},
      {"the filter", "seccomp filter"},
      {"attaching", "tracing"},
      {"program's memory", "tracing"},
      {"capabilit", "no capabilities"},
  };
  for (const Step& step : kSteps) {
    if (trouble.find(step.words) != std::string::npos) return step.mechanism;
  }
  return "sandbox";
}

std::vector<std::string> remedies_for(const std::string& mechanism, const Surroundings& here) {
  using Container = Surroundings::Container;
  std::vector<std::string> all;
  const bool container = here.container != Container::None;
  if (mechanism.starts_with("control group")) {
    if (here.container == Container::Docker) {
      all.emplace_back("Docker: limit the container as a whole: docker run --memory 2g --pids-limit 1024 …");
    } else if (here.container == Container::Podman) {
      all.emplace_back("Podman: limit the container as a whole: podman run --memory 2g --pids-limit 1024 …");
    } else if (here.systemd) {
      all.emplace_back("without root: systemd-run --user --scope -p Delegate=yes ipclab …");
      all.emplace_back("as root: systemd-run --scope -p Delegate=yes ipclab …");
    } else if (!here.root) {
      all.emplace_back("run ipclab as root, or have root hand a group on to you (man 7 cgroups, \"Delegation\")");
    }
    return all;
  }
  if (mechanism == "tracing") {
    all.emplace_back("sudo sysctl -w kernel.yama.ptrace_scope=1   (3 forbids tracing until the next start)");
    if (container) all.emplace_back("add --cap-add SYS_PTRACE to the container's options");
    return all;
  }
  if (mechanism == "a user of the run's own") return {"run ipclab as root of the container: docker run --user 0 …"};
  if (mechanism == "Landlock")
    return {"a kernel from 5.13 on with Landlock (lsm=…,landlock among the kernel's options)"};
  if (mechanism == "helper program") {
    all.emplace_back("install ipclab-keeper beside ipclab, or below libexec/ipclab (cmake --install)");
    return all;
  }
  if (here.container == Container::Podman) {
    all.emplace_back("Podman: podman run --security-opt seccomp=docker/seccomp.json --security-opt unmask=ALL …");
  } else if (here.container == Container::Docker) {
    all.emplace_back(
        "Docker: docker run --security-opt seccomp=docker/seccomp.json --security-opt apparmor=unconfined "
        "--security-opt systempaths=unconfined …");
  }
  if (!here.apparmor_userns.empty() && here.apparmor_userns != "0") {
    const char* who = here.github_actions ? "GitHub Actions, a step before: "
                      : container         ? "on the host: "
                                          : "Ubuntu: ";
    all.emplace_back(std::string(who) + "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
  }
  if (here.unprivileged_userns == "0") all.emplace_back("sudo sysctl -w kernel.unprivileged_userns_clone=1");
  if (here.most_userns == "0") all.emplace_back("sudo sysctl -w user.max_user_namespaces=10000");
  if (!here.root && !container) all.emplace_back("or run ipclab as root: sudo ipclab …");
  return all;
}

}  // namespace ipclab::sandbox
