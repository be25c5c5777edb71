"""The engine room: a symbolic net becomes a flat program, and that runs on torch.

Only the modules of this room import torch, so import them where a net is first run, not at the top of a module that
every session loads. What a net *is* stays in `nets`; this room knows tensors, batches, devices and optimisation.
"""
