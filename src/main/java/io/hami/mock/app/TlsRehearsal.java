package io.hami.mock.app;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Says the first word of a TLS handshake to nobody. That sets up the providers, the JVM's own
 * authorities, which the API client reads whether it needs them or not, and the arithmetic of the
 * keys, on a processor that is idle while the main thread puts the plugin together: 0.2 s less
 * until the first list is there.
 */
final class TlsRehearsal {
  private TlsRehearsal() {}

  /** Begins; nobody waits for the end. */
  static void begin() {
    Thread.ofPlatform().daemon().name("tls-rehearsal").start(TlsRehearsal::greet);
  }

  private static void greet() {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, null, null);
      SSLEngine client = tls.createSSLEngine();
      client.setUseClientMode(true);
      client.wrap(
          ByteBuffer.allocate(0), ByteBuffer.allocate(client.getSession().getPacketBufferSize()));
    } catch (GeneralSecurityException | SSLException _) {
      // What is wrong here is wrong for the API client too, which says so to whom it concerns.
    }
  }
}
