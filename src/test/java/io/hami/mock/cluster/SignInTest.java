package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiClient;
import io.micronaut.context.ApplicationContext;
import io.micronaut.kubernetes.client.OkHttpClientLogging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignInTest {
  private static final HeldCertificate RSA = new HeldCertificate.Builder().rsa2048().build();
  private static final HeldCertificate EC = new HeldCertificate.Builder().ecdsa256().build();

  @TempDir Path directory;

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(RSA, RSA.privateKeyPkcs8Pem()),
        Arguments.of(RSA, RSA.privateKeyPkcs1Pem()),
        Arguments.of(EC, EC.privateKeyPkcs8Pem()),
        Arguments.of(EC, sec1(EC)),
        Arguments.of(
            EC, "-----BEGIN EC PARAMETERS-----\nBgg=\n-----END EC PARAMETERS-----\n" + sec1(EC)));
  }

  /** The inner part of PKCS #8: for P-256 a sequence of a version and 32 bytes. */
  private static String sec1(HeldCertificate of) {
    byte[] pkcs8 = of.keyPair().getPrivate().getEncoded();
    byte[] inner = Arrays.copyOfRange(pkcs8, pkcs8.length - 39, pkcs8.length);
    assertThat(inner).startsWith(0x30, 37, 0x02, 1, 1, 0x04, 32);
    return "-----BEGIN EC PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(inner)
        + "\n-----END EC PRIVATE KEY-----\n";
  }

  @ParameterizedTest
  @MethodSource("keys")
  void keysAreReadInAllTheFormsThatToolsWrite(HeldCertificate held, String pem) throws IOException {
    ApiClient client =
        SignIn.with(
            Optional.of(
                kubeconfig(
                    "{client-certificate-data: %s, client-key-data: %s}"
                        .formatted(base64(held.certificatePem()), base64(pem)))));

    assertThat(client.getKeyManagers())
        .singleElement()
        .isInstanceOfSatisfying(
            X509KeyManager.class,
            keys -> {
              assertThat(keys.getPrivateKey("client")).isEqualTo(held.keyPair().getPrivate());
              assertThat(keys.getCertificateChain("client")).containsExactly(held.certificate());
            });
  }

  /** As in {@code KUBECONFIG=config}, which kubectl takes. */
  @Test
  void aKubeconfigInTheWorkingDirectoryNeedsNoFolder() throws IOException {
    Path here = Files.createTempFile(Path.of("").toAbsolutePath(), "kubeconfig", "");
    try {
      Files.move(kubeconfig("{token: t}"), here, StandardCopyOption.REPLACE_EXISTING);
      assertThat(SignIn.with(Optional.of(here.getFileName())).getBasePath()).isNotEmpty();
    } finally {
      Files.delete(here);
    }
  }

  @Test
  void filesBesideTheKubeconfigAreFound() throws IOException {
    Files.writeString(directory.resolve("c.pem"), RSA.certificatePem());
    Files.writeString(directory.resolve("k.pem"), RSA.privateKeyPkcs8Pem());

    Path file = kubeconfig("{client-certificate: c.pem, client-key: k.pem}");

    assertThat(SignIn.with(Optional.of(file)).getKeyManagers()).hasSize(1);
  }

  @Test
  void aCertificateThatACommandNamesIsTaken() throws IOException {
    Path said =
        Files.writeString(
            directory.resolve("said.json"),
            """
            {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status":
            {"clientCertificateData": "%s", "clientKeyData": "%s"}}
            """
                .formatted(
                    EC.certificatePem().replace("\n", "\\n"),
                    sec1(EC).replaceAll("\r?\n", "\\\\n")));

    Path file =
        kubeconfig(
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, args: [\"%s\"]}}"
                .formatted(said));

    assertThat(SignIn.with(Optional.of(file)).getKeyManagers()).hasSize(1);
  }

  @Test
  void anErrorDoesNotContainTheKey() throws IOException {
    Path encrypted =
        kubeconfig(
            "{client-certificate-data: %s, client-key-data: %s}"
                .formatted(
                    base64(RSA.certificatePem()),
                    base64(RSA.privateKeyPkcs8Pem().replace(" PRIVATE", " ENCRYPTED PRIVATE"))));

    assertThatThrownBy(() -> SignIn.with(Optional.of(encrypted)))
        .hasMessage(
            "the client certificate or its key cannot be used: a private key in PEM that is not"
                + " encrypted was expected");
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {0, 1, (byte) 0xff});
    assertThatThrownBy(() -> SignIn.with(Optional.of(bytes)))
        .hasMessageContaining("special characters are not allowed");
    assertThatThrownBy(() -> SignIn.with(Optional.of(directory.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** micronaut-kubernetes logs each request that fails with a stack trace, and tokens at TRACE. */
  @Test
  void nobodyLogsRequests() throws IOException {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .properties(Map.of(SignIn.KUBECONFIG, kubeconfig("{token: t}").toString()))
            .start()) {
      assertThat(context.getBean(ApiClient.class).getHttpClient().interceptors())
          .noneMatch(OkHttpClientLogging.class::isInstance);
    }
  }

  private Path kubeconfig(String user) throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: u, user: %s}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(user));
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }
}
