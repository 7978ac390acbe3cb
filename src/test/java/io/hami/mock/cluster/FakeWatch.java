package io.hami.mock.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** The answer to one watch: lines are sent as they come, until it ends or is cut. */
final class FakeWatch implements MockResponseBody {
  private final boolean chunked;
  private final Consumer<FakeWatch> over;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  private sealed interface Message {
    record Line(String text) implements Message {}

    record End() implements Message {}

    record Drop() implements Message {}
  }

  /**
   * @param chunked whether the lines must be sent as chunks, which HTTP/1.1 needs
   * @param over called when the watch is over
   */
  FakeWatch(boolean chunked, Consumer<FakeWatch> over) {
    this.chunked = chunked;
    this.over = over;
  }

  void send(String line) {
    messages.add(new Message.Line(line));
  }

  /** Ends it without an error, after everything that was sent. */
  void end() {
    messages.add(new Message.End());
  }

  /** Ends a watch whose connection has been cut. */
  void drop() {
    messages.add(new Message.Drop());
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    try {
      // The headers are sent at once, as a real server does.
      sink.flush();
      while (true) {
        switch (messages.take()) {
          case Message.Line(String text) -> {
            write(sink, text);
            sink.flush();
          }
          case Message.End() -> {
            // The server itself sends the empty line after the last chunk.
            sink.writeUtf8(chunked ? "0\r\n" : "");
            return;
          }
          case Message.Drop() -> throw new IOException("the connection was cut off");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException().initCause(interrupted);
    } finally {
      over.accept(this);
    }
  }

  /** Lines are ASCII, so a character is a byte. */
  private void write(BufferedSink sink, String text) throws IOException {
    sink.writeUtf8(chunked ? Integer.toHexString(text.length()) + "\r\n" + text + "\r\n" : text);
  }
}
