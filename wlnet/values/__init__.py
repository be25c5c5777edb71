"""Python values that live inside expressions: images, audio, numeric arrays, bytes.

The idea: a value is a frozen class over one numpy array (or bytes), with the operations that need nothing of the
language. What it means in the language (constructors, options, messages) is left to `builtins`, what it means to a net
to the encoders and decoders of `nets`, its files to `io`.
"""
