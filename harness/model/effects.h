// What each call does to the picture: one table, by canonical name. Internal to the model.
#pragma once

#include <string_view>

#include "harness/model/state.h"

namespace ipclab::model {

/// Notes the descriptors that the call means, marks them as used where the call uses them, and applies what a call does
/// from its entry on.
void at_entry(const EnteredCall&, std::string_view name);

/// Applies what the call has done.
void at_return(const ReturnedCall&, std::string_view name);

/// A call that never returns to the program that made it.
bool never_returns(std::string_view name);

}  // namespace ipclab::model
