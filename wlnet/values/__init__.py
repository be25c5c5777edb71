"""Python values that live inside expressions: images, audio, numeric arrays.

The idea: a value is a frozen class over one numpy array, with the operations that need nothing of the language; what it
means in the language (constructors, options, messages) is said by the builtins, what it means to a net by the coders.
"""
