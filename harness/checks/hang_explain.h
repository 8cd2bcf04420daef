// Why a wait never ends, told from its cause. One function a group of kinds; explain() chooses.
//
// Where the story is located, the same rule for every kind: at the process that would have to act for the wait to end.
//   - a reader that waits on a pipe: who holds a writing end; the reader itself before others, then one that waits for
//     the reader, then one that never uses the end
//   - a writer on a full pipe: who holds a reading end, one that waits for the writer before others, the writer last
//   - a client of the exercise that waits for an answer: the process at the other end
//   - everything else: the waiting process
// The process's place is the call it sleeps in, or, where it executes a program that is not the submission's, the line
// of the exec (failing that, of the fork).
#pragma once

#include <string>
#include <vector>

#include "harness/checks/check.h"
#include "harness/checks/waits.h"

namespace ipclab {

/// The moment that is explained.
struct HangScene {
  const CheckInput& input;
  const World::Standstill& state;
  std::vector<Wait> waits;

  const World& world() const { return input.world; }
  const Call& call(int index) const { return world().calls[static_cast<std::size_t>(index)]; }
};

/// A pipe end that keeps somebody waiting, and the process that holds it.
struct KeptEnd {
  int process = 0;
  std::vector<int> fds;
  bool writing = false;
  bool never_used = false;  ///< by this process
  Descriptor descriptor;    ///< the first of `fds`
};

struct Story {
  int process = 0;  ///< whose wait it is
  int place = -1;   ///< index into World::calls: where to look
  std::string message, reason, hint;
  std::vector<Evidence> evidence;
  std::vector<int> shown;     ///< calls that the evidence shows already
  int object = -1;            ///< what is waited for
  std::vector<KeptEnd> kept;  ///< pipe ends that explain it, the decisive one first
};

/// Why this wait can't end.
Story explain(const HangScene&, const Wait&);

/// A process that a signal has stopped.
Story explain_stop(const HangScene&, int process, int signal);

/// Who holds the reading or writing end of the pipe or FIFO at that moment, the decisive one first. Fixtures don't
/// count.
std::vector<KeptEnd> kept_ends(const HangScene&, const Wait&, bool writing);

/// A story about the waiting process itself, with nothing said yet.
Story begin_story(const HangScene&, const Wait&);

/// Adds a call to the evidence, once. Without a call (-1) nothing.
void show(const HangScene&, Story&, int call, const std::string& text);
void show_creation(const HangScene&, Story&);
void show_wait(const HangScene&, Story&, const Wait&);

/// "has ended", "waits for grep itself", "is stopped", "is still at work": what another process does meanwhile. `about`
/// as for wait_phrase.
std::string what_it_does(const HangScene&, int process, int about);

/// " The child, which raised it in line 12, has ended.": what those do who could end the wait, at most three of them.
/// Each comes with a clause about itself, or "".
std::string who_could(const HangScene&, const Wait&, const std::vector<std::pair<int, std::string>>& others);

Story explain_pipe_data(const HangScene&, const Wait&);
Story explain_pipe_space(const HangScene&, const Wait&);
Story explain_message(const HangScene&, const Wait&);
Story explain_queue_space(const HangScene&, const Wait&);
Story explain_semaphore(const HangScene&, const Wait&);
Story explain_posix_semaphore(const HangScene&, const Wait&);
Story explain_mutex(const HangScene&, const Wait&);
Story explain_condition(const HangScene&, const Wait&);
Story explain_thread(const HangScene&, const Wait&);
Story explain_lock(const HangScene&, const Wait&);
Story explain_fifo(const HangScene&, const Wait&);
Story explain_event(const HangScene&, const Wait&);
Story explain_signal(const HangScene&, const Wait&);
Story explain_several(const HangScene&, const Wait&);
Story explain_connection(const HangScene&, const Wait&);
Story explain_socket_data(const HangScene&, const Wait&);

}  // namespace ipclab
