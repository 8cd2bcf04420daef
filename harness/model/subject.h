// Which object a call is about. Internal to the model.
#pragma once

#include <string>

#include "harness/model/state.h"

namespace ipclab::model {

/// At the call's entry: the object behind its descriptor, id, path or address; -1: none that is known.
int object_of_call(const EnteredCall&, const std::string& name);

/// At its return: the object that it made or found; -1: none.
int object_made_by_call(const ReturnedCall&, const std::string& name);

}  // namespace ipclab::model
