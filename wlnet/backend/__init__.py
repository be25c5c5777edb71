"""The engine room: a symbolic net becomes a flat program, and that runs on torch, or on numpy for single examples.

Only the modules of this room import torch, so import them where a net is first run, not at the top of a module that
every session loads. What a net *is* stays in `nets`, what the functions of the language are called in `builtins`; this
room knows tensors, batches, devices and optimisation.

    program     a net as steps that read and write cells; rules that rewrite it
    single      programs on numpy, one example at a time; without torch
    module      programs on torch, in batches, ragged ones padded
    feed        net[data]: examples for every port        request   net[data, request]: what is to be found
    run         applying nets and state objects            plan      the shortest way for calls that repeat
    batch       applying to many examples, gradients       kernels   faster ways for recurrent layers and losses
    folding     rules for programs that give values only   onednn    LSTM layers outside training
    recurrent   recurrent layers over time                 native    the same, compiled
    devices, seeds                                         options of all these
    net_train   NetTrain put together: options, sources, train    the loop; optimizers, batches its parts
    meters      what is measured, in sums that add up      measurements    by name; NetMeasurements
    checkpoints, interruption                              stopping and going on
    prefetch    batches made ahead of their time           parallel  several processes that train together
    progress, results, plots                               what the user sees
"""
