// What poll, select and epoll look at. Internal to the model.
#pragma once

#include <string>
#include <vector>

#include "harness/model/state.h"

namespace ipclab::model {

void epoll_changed(const ReturnedCall&);  ///< epoll_ctl

/// The descriptors that the call waits on; empty for another call than ppoll, pselect6 and epoll_pwait.
std::vector<Polled> polled_descriptors(const EnteredCall&, const std::string& name);

}  // namespace ipclab::model
