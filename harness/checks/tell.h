// How findings speak: names of processes and objects, bytes of strangers made visible, evidence from a call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/checks/check.h"

namespace ipclab {

/// Bytes of a stranger with everything invisible made visible: \n, \r, \t, \0, \\, \", \xNN. Valid UTF-8 letters stay.
std::string escaped(std::string_view bytes);

/// The same within double quotes, at most `limit` bytes of it and then three dots.
std::string quote(std::string_view bytes, std::size_t limit = 60);

/// "1 byte", "3 bytes".
std::string count(std::int64_t number, std::string_view thing);

/// "0644".
std::string octal(unsigned mode);

/// "SIGTERM (15)".
std::string signal_text(int signal);

/// "EACCES (Permission denied)" for the result -13 of a call.
std::string error_text(std::int64_t result);

/// What the process executes, or its role: "grep", "copy". For Finding::process.
std::string short_name(const World&, int process);

/// The object in the student's terms: "the pipe made in line 12", "the message queue with key 1234", "the file dest".
std::string object_text(const World&, int object);

/// A path as the student knows it: relative to the working folder where it lies in it. Escaped.
std::string path_text(std::string_view path);

/// Where the event (index into Record::events) happened in the submission's source; an empty location if that isn't
/// known.
SourceLocation where(const World&, int event);

/// The same for a call (index into World::calls; -1: none).
SourceLocation where_called(const World&, int call);

/// " in line 12" (" in line 12 of sender.c" where the exercise has several programs), or "" where the line isn't known.
std::string in_line(const CheckInput&, const SourceLocation&);

/// A step of the proof at an event, and at a call's entry. `text` says what happened: "pipe() made descriptors 3 and
/// 4".
Evidence evidence_at(const World&, int event, std::string text);
Evidence evidence_of(const World&, int call, std::string text);

/// A finding of that id in this scenario with the catalog's severity; the rest is for the caller to fill in.
Finding new_finding(const CheckInput&, std::string_view id);

/// The scenario's `faults` made the call fail.
bool failed_by_plan(const World&, const Call&);

/// The process's last program is of the submission (not an executed system program and not a fixture).
bool in_submission(const Process&);

/// The event with which the scenario was over and what still ran was killed (index into Record::events); their number
/// if none was recorded. What a process does after it says nothing: the death of the others has woken it.
int scenario_over(const World&);

/// The process ended before that.
bool ended_in_time(const World&, const Process&);

/// The role's start step, or null.
const StartStep* start_step(const Scenario&, const std::string& role);

}  // namespace ipclab
