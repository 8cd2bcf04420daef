// How findings about processes that wait for each other speak of them: who it is, where it is, which call it is in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// The process among the others of its run: "grep" when it executes a program that is not the submission's, else "the
/// parent", "the child", "the child made in line 22", and with several programs in the scenario "server", "a child of
/// server".
std::string name_of(const World&, int process);
/// The same, of the time before it executed another program than the submission's.
std::string name_in_submission(const World&, int process);

/// A thread of the process: "the main thread of prodcons", "the thread of prodcons made in line 12"; of a process that
/// has always had one only, the process itself.
std::string name_of_task(const World&, int process, int task);

/// The process that the task is one of; 0: of none.
int process_of_task(const World&, int task);

/// `text` with a capital letter at its start, for the beginning of a sentence.
std::string capital(std::string text);

/// A process's name at the beginning of a sentence: "The parent"; the name of a program stays as it is: "grep".
std::string begin_with(const std::string& name);

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& words);

/// "descriptor 4", "descriptors 4 and 6".
std::string descriptors_text(const std::vector<int>& fds);

/// The call as a student writes it: "waitpid()" for wait4, "pipe()" for pipe2 without flags.
std::string call_word(const World&, const Call&);

/// The program was started by a step of the scenario and is the exercise's own (and has not become one of the
/// submission).
bool is_fixture(const World&, int process);

/// The process's last successful exec before `event` (index into World::calls); -1: none.
int last_exec(const World&, int process, int event);

/// `ancestor` is the process itself or one that it descends from.
bool descends_from(const World&, int process, int ancestor);

}  // namespace ipclab
