package io.hami.mock.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** A certificate authority, the API server's certificate and a client's. */
final class FakeCredentials {
  static final String TOKEN = "a-service-accounts-token";

  private final HeldCertificate authority =
      new HeldCertificate.Builder().commonName("fake-ca").certificateAuthority(0).build();
  private final HeldCertificate server =
      new HeldCertificate.Builder()
          .commonName("kube-apiserver")
          .addSubjectAlternativeName("127.0.0.1")
          .addSubjectAlternativeName("localhost")
          .signedBy(authority)
          .build();

  /** An RSA key, because client-java takes every PKCS8 key for one. */
  private final HeldCertificate client =
      new HeldCertificate.Builder()
          .commonName("system:serviceaccount:kube-system:hami-mock")
          .rsa2048()
          .signedBy(authority)
          .build();

  private final HeldCertificate shortClient =
      new HeldCertificate.Builder()
          .commonName("system:serviceaccount:kube-system:hami-mock")
          .ecdsa256()
          .signedBy(authority)
          .build();

  /** Sockets that present the server's certificate and trust the client's. */
  SSLSocketFactory serverSockets() {
    return new HandshakeCertificates.Builder()
        .heldCertificate(server, authority.certificate())
        .addTrustedCertificate(authority.certificate())
        .build()
        .sslSocketFactory();
  }

  /** Writes a kubeconfig for {@code url} that signs in so, and returns its path. */
  Path writeKubeconfig(Path directory, URI url, KubeconfigUser user) throws IOException {
    return write(
        directory,
        cluster(url),
        switch (user) {
          case TOKEN_FILE ->
              "{tokenFile: \"%s\"}".formatted(Files.writeString(directory.resolve("token"), TOKEN));
          case TOKEN_OF_COMMAND -> command(directory, "{\"token\": \"%s\"}".formatted(TOKEN));
          case RSA_PKCS8 -> certificate(client, client.privateKeyPkcs8Pem());
          case RSA_PKCS1 -> certificate(client, client.privateKeyPkcs1Pem());
          case EC_PKCS8 -> certificate(shortClient, shortClient.privateKeyPkcs8Pem());
          case CERTIFICATE_OF_COMMAND ->
              command(
                  directory,
                  "{\"clientCertificateData\": \"%s\", \"clientKeyData\": \"%s\"}"
                      .formatted(
                          oneLine(shortClient.certificatePem()),
                          oneLine(shortClient.privateKeyPkcs8Pem())));
        });
  }

  private static String certificate(HeldCertificate held, String key) {
    return "{client-certificate-data: %s, client-key-data: %s}"
        .formatted(base64(held.certificatePem()), base64(key));
  }

  /** A command that prints a credential. */
  private static String command(Path directory, String status) throws IOException {
    Path said =
        Files.writeString(
            directory.resolve("credential.json"),
            """
            {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": %s}
            """
                .formatted(status));
    return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, args: [\"%s\"]}}"
        .formatted(said);
  }

  private static String oneLine(String pem) {
    return pem.replace("\n", "\\n");
  }

  /** Whether a request with this Authorization header has the token. */
  static boolean signedIn(@Nullable String authorization) {
    return ("Bearer " + TOKEN).equals(authorization);
  }

  /** A kubeconfig for a server without TLS. */
  static Path writePlainKubeconfig(Path directory, URI url) throws IOException {
    return write(directory, "{server: \"%s\"}".formatted(url), "{}");
  }

  private String cluster(URI url) {
    return "{server: \"%s\", certificate-authority-data: %s}"
        .formatted(url, base64(authority.certificatePem()));
  }

  private static Path write(Path directory, String cluster, String user) throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: fake
        contexts:
        - name: fake
          context: {cluster: fake, user: fake}
        clusters:
        - name: fake
          cluster: %s
        users:
        - name: fake
          user: %s
        """
            .formatted(cluster, user));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
