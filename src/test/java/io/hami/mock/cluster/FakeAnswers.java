package io.hami.mock.cluster;

import mockwebserver3.MockResponse;

/** The answers of an API server. */
final class FakeAnswers {
  private FakeAnswers() {}

  static MockResponse json(int code, String body) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  /** A refusal with its reason. */
  static MockResponse status(int code, String message) {
    return json(code, status(code, "Failure", message));
  }

  /** A watch; in HTTP/1.1 its unknown length must be declared. */
  static MockResponse watch(FakeWatch watch, boolean chunked) {
    MockResponse.Builder answer =
        new MockResponse.Builder().setHeader("Content-Type", "application/json");
    if (chunked) {
      answer.setHeader("Transfer-Encoding", "chunked");
    }
    return answer.body(watch).build();
  }

  /** The line that ends a watch whose version is too old. */
  static String gone() {
    return FakeNode.line("ERROR", status(410, "Expired", "too old resource version"));
  }

  private static String status(int code, String reason, String message) {
    return """
    {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"%s",
     "reason":"%s","details":{"kind":"nodes"},"code":%d}\
    """
        .formatted(message, reason, code);
  }
}
