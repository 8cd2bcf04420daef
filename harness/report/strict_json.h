// JSON that is read as strictly as the exercise file: an object's keys are known, of one type, and there once.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ipclab {

/// What is wrong, as a sentence without a place.
class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One JSON value and nothing else, at most eight levels deep, no key twice in an object. Throws JsonError.
nlohmann::json parse_strictly(std::string_view text);

/// Bytes are a string where they are valid UTF-8, else {"base64": …}.
nlohmann::json json_of_bytes(const std::string& bytes);
std::string bytes_of_json(const nlohmann::json&, const std::string& what);

std::int64_t whole_number(const nlohmann::json&, const std::string& what, std::int64_t least, std::int64_t most);

/// An object that is taken apart key by key. Each throws JsonError for a key that is missing or has another type.
class Members {
 public:
  /// `object` must outlive this.
  Members(const nlohmann::json& object, std::string what);

  bool has(const std::string& key) const;
  std::string bytes(const std::string& key);
  bool truth(const std::string& key);
  double decimal(const std::string& key);
  std::int64_t number(const std::string& key, std::int64_t least = INT64_MIN, std::int64_t most = INT64_MAX);
  int integer(const std::string& key, int least = INT32_MIN, int most = INT32_MAX);
  const nlohmann::json& list(const std::string& key);

  /// For keys that are left out where they hold nothing.
  std::string bytes_or_none(const std::string& key) { return has(key) ? bytes(key) : std::string(); }
  std::int64_t number_or_zero(const std::string& key) { return has(key) ? number(key) : 0; }

  /// Throws for a key that nobody asked for.
  void end() const;

 private:
  const nlohmann::json& take(const std::string& key);

  const nlohmann::json& object_;
  std::string what_;
  std::set<std::string> taken_;
};

}  // namespace ipclab
