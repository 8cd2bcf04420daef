// What is found by a path: files, FIFOs, devices, POSIX IPC objects. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

void opened(const ReturnedCall&);        ///< openat
void queue_opened(const ReturnedCall&);  ///< mq_open
void node_made(const ReturnedCall&);     ///< mknodat: FIFOs
void folder_made(const ReturnedCall&);
void unlinked(const ReturnedCall&);
void queue_unlinked(const ReturnedCall&);
void linked(const ReturnedCall&);
void renamed(const ReturnedCall&);

/// The object found under a path as the process writes it, or -1.
int object_at_path(State&, int process, const std::string& path);

}  // namespace ipclab::model
