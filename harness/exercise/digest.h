// SHA-256, by libcrypto.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ipclab {

/// A digest that is fed in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// A file: name and content with their lengths, so that no other list of files gives the same stream of bytes.
  void add_file(std::string_view name, std::string_view bytes);
  /// The digest in hex. Once, at the end.
  std::string hex();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// SHA-256 of `bytes` in hex.
std::string sha256(const std::string& bytes);

}  // namespace ipclab
