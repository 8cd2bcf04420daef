// Sockets and who is at their other end. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

void socket_made(const ReturnedCall&);
void socket_pair_made(const ReturnedCall&);
void bound(const ReturnedCall&);
void listening(const ReturnedCall&);
void connecting(const EnteredCall&);
void connected(const ReturnedCall&);
void accepted(const ReturnedCall&);

/// The listening socket that a connect goes to, or -1.
int listener_for(const EnteredCall& connect);

}  // namespace ipclab::model
