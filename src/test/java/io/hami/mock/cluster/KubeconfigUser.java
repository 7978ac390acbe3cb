package io.hami.mock.cluster;

/** The ways of signing in that a kubeconfig can have, as far as the plugin knows them. */
public enum KubeconfigUser {
  /** A token in a file, as a pod has it. */
  TOKEN_FILE,
  /** A token that a command prints. */
  TOKEN_OF_COMMAND,
  RSA_PKCS8,
  RSA_PKCS1,
  EC_PKCS8,
  /** A certificate and its key that a command prints. */
  CERTIFICATE_OF_COMMAND;

  /** Whether the API server has to be one that takes a token. */
  public boolean hasToken() {
    return this == TOKEN_FILE || this == TOKEN_OF_COMMAND;
  }
}
