// Small archives made for tests, good and hostile ones.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace ipclab {

struct Packed {
  std::string name;
  std::string bytes = {};
  unsigned type = AE_IFREG;
  std::string link = {};
  std::int64_t modified = 1'700'000'000;
};

/// `format`: "zip", "tar", "tar.gz", "tar.xz", "7z".
inline std::string packed(const std::vector<Packed>& members, const std::string& format = "zip") {
  archive* writer = archive_write_new();
  if (format == "zip") archive_write_set_format_zip(writer);
  if (format == "7z") archive_write_set_format_7zip(writer);
  if (format.starts_with("tar")) archive_write_set_format_pax_restricted(writer);
  if (format == "tar.gz") archive_write_add_filter_gzip(writer);
  if (format == "tar.xz") archive_write_add_filter_xz(writer);
  std::string bytes(64 * 1024 * 1024, '\0');
  std::size_t used = 0;
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const Packed& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_filetype(entry, member.type);
    archive_entry_set_perm(entry, 04755);
    archive_entry_set_mtime(entry, member.modified, 0);
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.link.c_str());
    if (member.type == AE_IFREG && !member.link.empty()) archive_entry_set_hardlink(entry, member.link.c_str());
    archive_entry_set_size(entry, static_cast<std::int64_t>(member.bytes.size()));
    if (archive_write_header(writer, entry) < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(writer));
    archive_write_data(writer, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

}  // namespace ipclab
