/** One proto file as reflection hands it out. */
export interface FileDescriptor {
  /** The file as import statements name it: 'drave/raft/v1/raft.proto'. */
  readonly file: string;
  readonly imports: readonly string[];
  /** Full names of everything that it declares, methods included. */
  readonly symbols: readonly string[];
  readonly services: readonly string[];
  /** google.protobuf.FileDescriptorProto. */
  readonly base64: string;
}
