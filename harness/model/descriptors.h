// Descriptor tables: how numbers come, are copied, and go. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

/// What a started program is given on 0, 1 and 2, as its Start event says.
void give_standard_descriptors(State&, int process, const sandbox::Event& start);

/// The table of a forked child.
FdTable inherited_table(const FdTable& parent, int fork_call);
/// The table after an exec: without those that are closed by it.
FdTable table_after_exec(const FdTable&);

/// The process gets `fd`. A descriptor that was there is closed by that, silently.
void install(State&, int process, std::int64_t fd, const Descriptor&);
/// A new open file on a number that the call returned.
void install_new(const ReturnedCall&, std::int64_t fd, const OpenFile&, bool close_on_exec);

// Effects of calls.
void pipe_made(const ReturnedCall&);
void special_file_made(const ReturnedCall&);  ///< eventfd2, timerfd_create, memfd_create …
void duplicated(const ReturnedCall&);
void duplicated_onto(const ReturnedCall&);
void fcntl_done(const ReturnedCall&);
void ioctl_done(const ReturnedCall&);
void closed(const ReturnedCall&);
void range_closed(const ReturnedCall&);
void descriptors_sent(const EnteredCall&);
void send_failed(const ReturnedCall&);
void descriptors_received(const ReturnedCall&);

}  // namespace ipclab::model
