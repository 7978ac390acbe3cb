package io.hami.mock.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.credentials.Authentication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;

/**
 * Signs in with a client certificate and its key, both in PEM. Keys may have any form that the
 * tools around Kubernetes write: PKCS #8, and the older PKCS #1 of RSA and SEC 1 of elliptic
 * curves.
 */
final class ClientCertificate implements Authentication {
  /** Other blocks may stand before the key's, such as the curve of an elliptic curve's key. */
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (?<kind>(RSA |EC )?PRIVATE KEY)-----(?<base64>[^-:]*)-----END"
              + " \\k<kind>-----");

  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /**
   * The object identifiers 1.2.840.113549.1.1.1, with its empty parameters, and 1.2.840.10045.2.1.
   */
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final char[] NO_PASSWORD = {};

  private final byte[] certificate;
  private final byte[] key;

  ClientCertificate(byte[] certificate, byte[] key) {
    this.certificate = certificate.clone();
    this.key = key.clone();
  }

  @Override
  public void provide(ApiClient client) {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificate))
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException("the file is not a client certificate");
      }
      // The store stays in memory; of the available types, JKS takes no time to encrypt.
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("client", key(chain[0].getPublicKey()), NO_PASSWORD, chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      var _ = client.setKeyManagers(managers.getKeyManagers());
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalArgumentException(
          "the client certificate or its key cannot be used: " + failure.getMessage());
    }
  }

  private PrivateKey key(PublicKey half) throws GeneralSecurityException, IOException {
    Matcher pem = KEY.matcher(new String(key, StandardCharsets.UTF_8));
    if (!pem.find()) {
      throw new InvalidKeySpecException("a private key in PEM that is not encrypted was expected");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(pem.group("base64"));
    return KeyFactory.getInstance(half.getAlgorithm())
        .generatePrivate(
            new PKCS8EncodedKeySpec(
                switch (pem.group("kind")) {
                  case "RSA PRIVATE KEY" -> pkcs8(RSA, bytes);
                  case "EC PRIVATE KEY" -> pkcs8(curve(half), bytes);
                  default -> bytes;
                }));
  }

  private static byte[] curve(PublicKey half) throws GeneralSecurityException, IOException {
    if (!(half instanceof ECKey point)) {
      throw new InvalidKeySpecException("the key does not belong to the certificate");
    }
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(point.getParams());
    return joined(EC, curve.getEncoded());
  }

  /** PKCS #8 is one of the older forms with the kind of key before it; see RFC 5208. */
  private static byte[] pkcs8(byte[] kind, byte[] key) {
    return der(
        SEQUENCE,
        joined(der(INTEGER, new byte[] {0}), der(SEQUENCE, kind), der(OCTET_STRING, key)));
  }

  /** A DER value, with its tag and its length before it. */
  private static byte[] der(int tag, byte[] value) {
    byte[] length =
        value.length < 0x80
            ? new byte[] {(byte) value.length}
            : new byte[] {(byte) 0x82, (byte) (value.length >> 8), (byte) value.length};
    return joined(new byte[] {(byte) tag}, length, value);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
