// Which call wrote a given byte of a program's output.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// The call (index into World::calls) that wrote byte `offset` of the output of `role` on "stdout" or "stderr". Nullopt
/// unless the writes that were seen, put one after another, make up exactly the recorded output: then there is no doubt
/// about whose byte it is.
std::optional<int> written_by(const World&, const std::string& role, const std::string& stream, std::size_t offset);

/// All calls that wrote this output, in the order of their bytes. Empty where there is a doubt.
std::vector<int> writes_of(const World&, const std::string& role, const std::string& stream);

}  // namespace ipclab
