// What a Cage and the Keeper that opens it share. Private to the library.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/cage.h"
#include "sandbox/keeper/protocol.h"

namespace ipclab::sandbox {

struct SocketPair {
  Fd ours;  ///< receives the sender's pid with each message
  Fd theirs;
};
SocketPair make_socket_pair();

/// A failure there becomes an exception here; so does the end of the connection.
protocol::Message checked(std::optional<protocol::Message>, const char* whom);

/// The next message from `whom`, checked.
protocol::Message expect(const Fd& socket, const char* whom);

/// Throws when it could not be sent.
void tell(const Fd& socket, const protocol::Message&, const char* whom);

/// Inits of cages in which nobody lives any more, hung up on. A namespace takes long to go, which is not to delay
/// anybody.
class Departing {
 public:
  ~Departing() { await(); }
  void add(Fd handle) { handles_.push_back(std::move(handle)); }
  void await();                        ///< until all have ended
  std::optional<cpu_set_t> elsewhere;  ///< the cores on which they are to end

 private:
  std::vector<Fd> handles_;  ///< pidfds
};

struct Cage::Impl {
  Impl(Fd socket, pid_t init, const Limits&, bool our_child = false);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  /// Waits until it is set up, or throws what went wrong.
  void await_set_up();
  /// The next answer of the init; notices of ends that come before are kept. `meanwhile` as in Cage::sweep.
  protocol::Message answer(const std::function<void()>& meanwhile = {});
  /// Waits at most that long for a notice of an end.
  void take_notice(int milliseconds);
  void keep(const protocol::Message& notice);

  Fd socket;
  pid_t init;
  Fd init_handle;  ///< pidfd
  bool our_child;  ///< to be waited for
  Limits limits;
  std::string root;                      ///< level degraded: the folder that /work and the like are in
  std::vector<Leftover> foreign;         ///< likewise: what others have where the run puts its own
  uid_t user = 0;                        ///< likewise: whose the run is; 0: the caller's
  std::shared_ptr<Departing> departing;  ///< its keeper's; null: none
  bool empty = false;                    ///< nobody but the init is inside
  int network = 0;                       ///< which of its keeper's networks for runs; 0: none of them
  bool setting_up = true;                ///< the answer to SetUp is still to come
  std::map<pid_t, Fd> barriers;          ///< of programs that wait, by pid
  std::map<pid_t, pid_t> inside;         ///< pid here -> pid in the cage
  std::map<pid_t, Ended> ended;          ///< by pid in the cage
};

}  // namespace ipclab::sandbox
