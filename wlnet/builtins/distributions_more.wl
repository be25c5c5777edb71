(* More of distributions: quantile functions, and what is above a value. *)

SurvivalFunction::usage = "SurvivalFunction[dist, x] is the probability of a value above x."
SurvivalFunction[dist_, x_] := 1 - CDF[dist, x]

InverseCDF::usage = "InverseCDF[dist, q] is the x at which CDF[dist, x] reaches q."
InverseCDF[dist_, q_List] := InverseCDF[dist, #] & /@ q
InverseCDF[NormalDistribution[], q_] := InverseCDF[NormalDistribution[0, 1], q]
InverseCDF[NormalDistribution[m_, s_], q_?NumericQ] := m - Sqrt[2] s InverseErfc[2 q]
InverseCDF[UniformDistribution[{a_, b_}], q_] := a + (b - a) q
InverseCDF[ExponentialDistribution[k_], q_] := -Log[1 - q]/k
InverseCDF[dist : (_PoissonDistribution | _BinomialDistribution | _BernoulliDistribution | _GeometricDistribution), q_?NumericQ] := NestWhile[# + 1 &, 0, CDF[dist, #] < q &]

Probability::usage = "Probability[cond, x \[Distributed] dist] is the probability that a condition on x holds."
Probability[x_ <= b_, Distributed[x_, dist_]] := CDF[dist, b]
Probability[x_ > b_, Distributed[x_, dist_]] := 1 - CDF[dist, b]
Probability[x_ == b_, Distributed[x_, dist : (_PoissonDistribution | _BinomialDistribution | _BernoulliDistribution | _GeometricDistribution | _DiscreteUniformDistribution)]] := PDF[dist, b]

Expectation::usage = "Expectation[expr, x \[Distributed] dist] is the mean of expr."
Expectation[x_, Distributed[x_, dist_]] := Mean[dist]
Expectation[x_^2, Distributed[x_, dist_]] := Variance[dist] + Mean[dist]^2
