#include "harness/model/identity.h"

#include <algorithm>
#include <vector>

namespace ipclab::model {
namespace {

template <typename Map, typename Key>
std::optional<int> find(const Map& map, const Key& key) {
  auto found = map.find(key);
  return found == map.end() ? std::nullopt : std::optional<int>(found->second);
}

}  // namespace

std::string absolute_path(const std::string& cwd, const std::string& path) {
  std::string whole = path.starts_with('/') ? path : cwd + "/" + path;
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < whole.size();) {
    std::size_t end = std::min(whole.find('/', begin), whole.size());
    std::string part = whole.substr(begin, end - begin);
    begin = end + 1;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(std::move(part));
    }
  }
  std::string result;
  for (const std::string& part : parts) result += "/" + part;
  return result.empty() ? "/" : result;
}

std::optional<int> Identity::file(const std::string& path, const std::optional<Inode>& inode) const {
  if (inode)
    if (auto object = find(inodes_, *inode)) return object;
  auto object = at_path(path);
  bool replaced =
      object && inode && inode_of_.contains(*object);  // it has another inode, or the search above had found it
  return replaced ? std::nullopt : object;
}

std::optional<int> Identity::at_path(const std::string& path) const {
  return find(paths_, path);
}

void Identity::set_file(const std::string& path, const std::optional<Inode>& inode, int object) {
  if (!path.empty()) add_path(path, object);
  if (!inode) return;
  inodes_[*inode] = object;
  inode_of_[object] = *inode;
}

void Identity::add_path(const std::string& path, int object) {
  if (auto old = at_path(path); old && *old != object) paths_of_[*old].erase(path);
  paths_[path] = object;
  paths_of_[object].insert(path);
}

std::optional<int> Identity::remove_path(const std::string& path) {
  auto object = at_path(path);
  if (!object) return std::nullopt;
  paths_.erase(path);
  std::set<std::string>& names = paths_of_[*object];
  names.erase(path);
  if (!names.empty()) return std::nullopt;
  // The kernel may give the inode's number to the next file.
  if (auto inode = inode_of_.find(*object); inode != inode_of_.end()) {
    inodes_.erase(inode->second);
    inode_of_.erase(inode);
  }
  return object;
}

std::optional<int> Identity::pipe(std::int64_t inode) const {
  return find(pipes_, inode);
}

std::optional<int> Identity::sysv(ObjectKind kind, std::int64_t id) const {
  return find(sysv_, std::pair(kind, id));
}

std::int64_t Identity::size(int object) const {
  auto found = sizes_.find(object);
  return found == sizes_.end() ? 0 : found->second;
}

void Identity::set_size(int object, std::int64_t size) {
  std::int64_t& known = sizes_[object];
  known = std::max(known, size);
}

}  // namespace ipclab::model
