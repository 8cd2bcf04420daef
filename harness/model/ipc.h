// System V objects and shared memory. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

void sysv_got(const ReturnedCall&);         ///< msgget, shmget, semget
void sysv_controlled(const ReturnedCall&);  ///< msgctl, shmctl, semctl
void segment_attached(const ReturnedCall&);
void segment_detached(const ReturnedCall&);
void memory_mapped(const ReturnedCall&);

/// The System V object that the call's `id` means, or -1.
int sysv_object(const EnteredCall&, const std::string& call_name);

}  // namespace ipclab::model
