// System V semaphores: their values, from the calls that set, raise and lower them (man 2 semop). Internal to the
// model.
//
// In whatever order the tracer saw calls that were carried out side by side, they add up to the same.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

void semaphores_made(const ReturnedCall&);      ///< semget, when the set is known
void semaphores_set(const ReturnedCall&);       ///< semctl
void semaphores_operated(const ReturnedCall&);  ///< semop
void semaphores_of_ended(State&, int process);  ///< SEM_UNDO

}  // namespace ipclab::model
