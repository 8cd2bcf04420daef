// Which kernel object a path, an inode, a System V key or id means at this point of the record. A name can be given to
// one object after another; an object can have several names, or lose all of them and live on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/model/world.h"

namespace ipclab::model {

using Inode = std::pair<std::int64_t, std::int64_t>;  ///< device, number

/// `path` as an absolute path without "." and "..", seen from the folder `cwd`. Symbolic links are not followed.
std::string absolute_path(const std::string& cwd, const std::string& path);

class Identity {
 public:
  /// The object that is found under the path; nullopt where the model knows none, or knows that the one it knew was
  /// replaced.
  std::optional<int> file(const std::string& path, const std::optional<Inode>& inode) const;
  std::optional<int> at_path(const std::string& path) const;
  /// `object` is found under the path (and has that inode) from now on.
  void set_file(const std::string& path, const std::optional<Inode>& inode, int object);
  void add_path(const std::string& path, int object);
  /// The name is gone. Returns the object if it was its last one.
  std::optional<int> remove_path(const std::string& path);

  std::optional<int> pipe(std::int64_t inode) const;
  void set_pipe(std::int64_t inode, int object) { pipes_[inode] = object; }

  std::optional<int> sysv(ObjectKind kind, std::int64_t id) const;
  void set_sysv(ObjectKind kind, std::int64_t id, int object) { sysv_[{kind, id}] = object; }

  /// The size that a System V segment was asked for with, for finding it by address.
  std::int64_t size(int object) const;
  void set_size(int object, std::int64_t size);

 private:
  std::map<std::string, int> paths_;
  std::map<int, std::set<std::string>> paths_of_;
  std::map<Inode, int> inodes_;
  std::map<int, Inode> inode_of_;
  std::map<std::int64_t, int> pipes_;
  std::map<std::pair<ObjectKind, std::int64_t>, int> sysv_;
  std::map<int, std::int64_t> sizes_;
};

}  // namespace ipclab::model
