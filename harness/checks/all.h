// Every check by name. Each is a pure function of what was asked and what was seen; the table of all is in checks.cc.
#pragma once

#include <vector>

#include "harness/checks/check.h"

namespace ipclab {

std::vector<Finding> check_hang(const CheckInput&);           ///< hang.deadlock, hang.timeout
std::vector<Finding> check_limits(const CheckInput&);         ///< limit.*
std::vector<Finding> check_violation(const CheckInput&);      ///< sandbox.violation
std::vector<Finding> check_exit(const CheckInput&);           ///< exit.signal, exit.status
std::vector<Finding> check_runaway_child(const CheckInput&);  ///< proc.runaway-child
std::vector<Finding> check_shell(const CheckInput&);          ///< proc.shell
std::vector<Finding> check_executed(const CheckInput&);  ///< must-run, must-not-run: topology.missing, topology.extra
std::vector<Finding> check_orphans(const CheckInput&);   ///< proc.orphan
std::vector<Finding> check_zombies(const CheckInput&);   ///< proc.zombie
std::vector<Finding> check_signals(const CheckInput&);   ///< signal.not-handled
std::vector<Finding> check_unsafe_handler(const CheckInput&);    ///< signal.unsafe-handler
std::vector<Finding> check_interrupted(const CheckInput&);       ///< signal.eintr
std::vector<Finding> check_unchecked(const CheckInput&);         ///< syscall.unchecked
std::vector<Finding> check_streams(const CheckInput&);           ///< stream.*
std::vector<Finding> check_message_size(const CheckInput&);      ///< msg.size-includes-type
std::vector<Finding> check_sockets(const CheckInput&);           ///< sock.one-client, sock.no-reuseaddr
std::vector<Finding> check_topology(const CheckInput&);          ///< topology.missing, topology.extra
std::vector<Finding> check_busy_wait(const CheckInput&);         ///< cpu.busy-wait
std::vector<Finding> check_leaks(const CheckInput&);             ///< ipc.leak.*
std::vector<Finding> check_attachments(const CheckInput&);       ///< ipc.not-detached
std::vector<Finding> check_permissions(const CheckInput&);       ///< ipc.permissions
std::vector<Finding> check_pipe_ends(const CheckInput&);         ///< pipe.end-left-open
std::vector<Finding> check_exec_descriptors(const CheckInput&);  ///< fd.leaked-into-exec
std::vector<Finding> check_memory(const CheckInput&);            ///< memory.error
std::vector<Finding> check_data_races(const CheckInput&);        ///< race.data
std::vector<Finding> check_lost_text(const CheckInput&);         ///< output.lost-in-buffer
std::vector<Finding> check_copied_text(const CheckInput&);       ///< output.copied-by-fork
std::vector<Finding> check_output(const CheckInput&);            ///< output.mismatch, output.too-much

}  // namespace ipclab
