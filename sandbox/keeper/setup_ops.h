// The cage's file system as a list of operations, made without privileges and carried out one after another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ipclab::sandbox {

struct SetupOp {
  enum class Kind { Folder, File, Link, Bind, Tmpfs, Proc, Mqueue, Devpts, Remount };
  Kind kind = Kind::Folder;
  std::string path;         ///< below the root that is being made
  std::string source;       ///< Bind: on the host; Link: its target; File: its content; Tmpfs, Remount: mount options
  unsigned mode = 0755;     ///< Folder, File
  std::uint64_t flags = 0;  ///< Bind: MOUNT_ATTR_… for it and all below it
  bool optional = false;    ///< Bind: passed over when the host lacks it
};

/// What all cages of a keeper have: system folders, /etc, devices. Made once.
std::vector<SetupOp> base_operations();

/// What each cage has of its own, on top of the base: /proc, /dev/pts, /dev/mqueue, and one tmpfs for all that can be
/// written. The same for all, so that a cage can be made before anybody knows what for.
std::vector<SetupOp> cage_operations();

/// How large that tmpfs may grow. Before the first program starts.
SetupOp limit_of_files(long long memory_bytes);

/// Carries one out below `root` ("" for /). Null, or what failed, with errno set.
const char* carry_out(const SetupOp&, const std::string& root);

}  // namespace ipclab::sandbox
