#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "sandbox/cage_impl.h"
#include "sandbox/check.h"
#include "sandbox/keeper/spec.h"
#include "sandbox/run_user.h"

namespace ipclab::sandbox {
namespace {

using protocol::Message;
using protocol::Type;

std::string keeper_path() {
  if (const char* chosen = std::getenv("IPCLAB_KEEPER"); chosen != nullptr && *chosen != '\0') return chosen;
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  for (const char* place : {"ipclab-keeper", "../libexec/ipclab/ipclab-keeper"}) {
    if (std::filesystem::exists(here / place, none)) return (here / place).string();
  }
  return IPCLAB_KEEPER_BUILT;
}

/// Starts the keeper with `socket` as its descriptor 3, no others, and no signal blocked. `mode`: further arguments.
pid_t start_keeper(const Fd& socket, std::vector<std::string> mode = {}) {
  const std::string path = keeper_path();
  constexpr int kGiven = 3;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket.get(), kGiven);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, kGiven + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::string name = "ipclab-keeper", number = std::to_string(kGiven);
  std::vector<char*> argv = {name.data(), number.data()};
  for (std::string& word : mode) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, path.c_str(), &actions, &attributes, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) fail(error, "keeper: starting " + path);
  return pid;
}

void write_proc(pid_t pid, const char* name, const std::string& text) {
  const std::string path = fmt::format("/proc/{}/{}", pid, name);
  const Fd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    fail("keeper: writing " + path);
  }
}

void map_ids(pid_t pid, const RunUser& ids) {
  const unsigned user = ids.id() != 0 ? ids.id() : geteuid();
  const unsigned group = ids.id() != 0 ? ids.group() : getegid();
  write_proc(pid, "setgroups", "deny");
  write_proc(pid, "uid_map", fmt::format("{} {} 1", protocol::kInsideId, user));
  write_proc(pid, "gid_map", fmt::format("{} {} 1", protocol::kInsideId, group));
}

/// Everybody as himself, as far as one id goes.
void map_own_ids(pid_t pid) {
  write_proc(pid, "setgroups", "deny");
  write_proc(pid, "uid_map", fmt::format("{0} {0} 1", geteuid()));
  write_proc(pid, "gid_map", fmt::format("{0} {0} 1", getegid()));
}

}  // namespace

Cage open_cage() {
  SocketPair sockets = make_socket_pair();
  const pid_t pid = start_keeper(sockets.theirs, {"open"});
  sockets.theirs.reset();
  auto cage = std::make_unique<Cage::Impl>(std::move(sockets.ours), pid, Limits{}, true);
  if (expect(cage->socket, "run").type == Type::MapIds) {
    map_own_ids(pid);
    tell(cage->socket, {}, "run");
    expect(cage->socket, "run");  // it is ready
  }
  cage->setting_up = false;
  return Cage(std::move(cage));
}

struct Keeper::Impl {
  explicit Impl(Level level_in) : level(level_in) {
    SocketPair sockets = make_socket_pair();
    std::vector<std::string> mode;
    if (level == Level::Degraded) mode = {"shared", std::to_string(user.id())};
    pid = start_keeper(sockets.theirs, std::move(mode));
    socket = std::move(sockets.ours);
    group.admit(pid);
    sched_getaffinity(0, sizeof all_cores, &all_cores);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    departing->await();
    if (kill(pid, SIGKILL) == 0) waitpid(pid, nullptr, 0);
  }

  /// A cage that the keeper was asked for.
  struct Ordered {
    Fd socket;
    std::optional<Message> answer;
    int network = 0;  ///< its number, of those for runs; 0: none
  };

  /// `untouched`: the network that was made last can be had again.
  Ordered order(bool network, bool untouched = false) {
    SocketPair sockets = make_socket_pair();
    Message request;
    request.type = Type::Open;
    request.a = network ? 1 : 0;
    request.b = untouched ? 1 : 0;
    request.fds = {sockets.theirs.get()};
    tell(socket, request, "keeper");
    if (network && !untouched) ++networks;
    return {std::move(sockets.ours), std::nullopt, network ? networks : 0};
  }

  /// The keeper answers in the order in which it was asked. A failure is thrown by the one who asked for that cage.
  void await(Ordered* ordered) {
    if (ordered->answer) return;
    if (ahead && ordered != &*ahead) await(&*ahead);
    ordered->answer = protocol::receive(socket.get());
    if (!ordered->answer) checked(std::nullopt, "keeper");
  }

  Ordered take(bool network) {
    if (network && ahead) {
      await(&*ahead);
      return *std::exchange(ahead, std::nullopt);
    }
    Ordered fresh = order(network);
    await(&fresh);
    return fresh;
  }

  /// Puts the init, and with it its programs, on the cores of its run, and the keeper on the others: what it prepares
  /// is not to delay that run. ESRCH: one of them has died, which the next message tells.
  void place(pid_t init, const std::optional<cpu_set_t>& cores) const {
    const cpu_set_t& own = cores ? *cores : all_cores;
    sched_setaffinity(init, sizeof own, &own);
    cpu_set_t others;
    CPU_XOR(&others, &all_cores, &own);
    CPU_AND(&others, &others, &all_cores);
    const cpu_set_t& keepers = CPU_COUNT(&others) > 0 ? others : all_cores;
    sched_setaffinity(pid, sizeof keepers, &keepers);
    departing->elsewhere = keepers;
  }

  Level level;
  RunUser user;
  ControlGroup group = ControlGroup::here();  ///< goes last: nobody is left in it then
  Fd socket;
  pid_t pid = -1;
  cpu_set_t all_cores{};
  int networks = 0;  ///< made so far for runs
  std::shared_ptr<Departing> departing = std::make_shared<Departing>();
  /// The next run's cage: its namespaces are made while the caller does something else.
  std::optional<Ordered> ahead;
};

ControlGroup& Keeper::group() {
  return impl_->group;
}

Keeper::Keeper(Level level) : impl_(std::make_unique<Impl>(level)) {
  if (level == Level::Full) {
    expect(impl_->socket, "keeper");  // it is in its user namespace
    map_ids(impl_->pid, impl_->user);
    tell(impl_->socket, {}, "keeper");
  }
  expect(impl_->socket, "keeper");  // it is ready
}

Keeper::~Keeper() = default;

bool Keeper::gives_user() const {
  return impl_->user.id() != 0;
}

Cage Keeper::open(const CageSpec& spec) {
  Impl::Ordered ordered = impl_->take(spec.network);
  const pid_t init = checked(std::move(ordered.answer), "keeper").a;
  impl_->group.begin_run(spec.limits);
  auto cage = std::make_unique<Cage::Impl>(std::move(ordered.socket), init, spec.limits);
  cage->network = ordered.network;
  // Without namespaces the end of a run is that of its cage.
  if (impl_->level == Level::Full) cage->departing = impl_->departing;
  if (impl_->level == Level::Degraded) cage->user = impl_->user.id();
  impl_->place(init, spec.cores);
  Message set_up;
  set_up.type = Type::SetUp;
  protocol::pack(spec, &set_up);
  tell(cage->socket, set_up, "cage");
  // They count among the user's processes and in the control group, as this run's programs will.
  impl_->departing->await();
  return Cage(std::move(cage));
}

void Keeper::prepare(const Cage* untouched) {
  if (impl_->ahead) return;
  impl_->ahead = impl_->order(true, untouched != nullptr && untouched->impl_->network == impl_->networks);
}

}  // namespace ipclab::sandbox
